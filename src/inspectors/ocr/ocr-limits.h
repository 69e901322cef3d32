/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* How sure shapes must be, as natural logarithms of how much likelier another character is than the expected
 * one. Chosen on fonts that the net has not learnt, see tests/text.sh. */

/* A character is sure to stand there if each other one is below a limit: the second for one that looks like it,
 * the first for all else. That there is no character must be below the third. */
#define AOI_OCR_MAX_SURE (-2.0)
#define AOI_OCR_MAX_SURE_ALIKE (-0.5)
#define AOI_OCR_MAX_ELSE 1.0

/* It is clear what stands there, whatever Tesseract reads, if each other one and none are below this. */
#define AOI_OCR_MAX_CLEAR (-3.0)

/* Where Tesseract reads the expected one, another one stands there above the first; above the second if Tesseract
 * reads all that is expected of the line. Of zeros and letters O it often reads the wrong one: what it says of these
 * counts less. */
#define AOI_OCR_MAX_READ 1.0
#define AOI_OCR_MAX_READ_ALL 2.0
#define AOI_OCR_MAX_READ_ELSE 3.0
#define AOI_OCR_MAX_READ_ROUND 0.0
#define AOI_OCR_MAX_READ_ALL_ROUND 1.5

/* It reads a zero for a letter O rather than the other way round, most of all in fonts of one width. So its zero says little
 * for a zero, and little against an O: a zero stands there above this. */
#define AOI_OCR_MAX_READ_ALL_ZERO 0.3
#define AOI_OCR_MAX_READ_AS_ZERO 1.0

/* A look-alike that is this much likelier stands there. */
#define AOI_OCR_REFUTED 5.0

/* Where Tesseract reads a look-alike, any other character, and none, must be below this. */
#define AOI_OCR_MAX_LIKELY (-1.0)

/* If another character is this much likelier, it is not worth while to look again. */
#define AOI_OCR_HOPELESS 8.0

/* If another way to cut a line makes some text this much likelier, the shapes alone do not decide. */
#define AOI_OCR_MAX_DOUBT 3.0
