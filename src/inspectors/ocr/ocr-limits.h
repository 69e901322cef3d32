/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* How sure shapes must be, as natural logarithms of how much likelier another character is than the expected
 * one. Chosen on fonts that the net has not learnt, see tests/text.sh. */

/* A character is sure to stand there if each other one is below a limit: the second for one that looks like it,
 * the first for all else. That there is no character must be below the third. */
#define AOI_OCR_MAX_SURE (-2.0)
#define AOI_OCR_MAX_SURE_ALIKE (-3.0)
#define AOI_OCR_MAX_ELSE 0.5

/* The limits of a letter O where a zero is expected, and of a zero where a letter O is. Where all characters take the
 * same width, nearly all fonts give the zero a mark or make it narrower than the letter. What is round there without
 * a mark is the letter rather: it need not be the likelier one if it is expected, but must be far less likely than
 * an expected zero. The second one counts where it is not clear whether they take the same width. */
#define AOI_OCR_MAX_SURE_ROUND (-1.0)
#define AOI_OCR_MAX_SURE_MAYBE_PITCHED (-3.0)
#define AOI_OCR_MAX_SURE_PITCHED_ZERO (-6.0)
#define AOI_OCR_MAX_SURE_PITCHED_LETTER_O 2.0

/* Where Tesseract reads the expected one, another one stands there above the first; above the second if Tesseract
 * reads all that is expected of the line, and above the third if it is a letter O that the print does not tell from a zero. */
#define AOI_OCR_MAX_READ 1.0
#define AOI_OCR_MAX_READ_ALL 2.0
#define AOI_OCR_MAX_READ_VAGUE 5.0

/* If another way to cut a line makes some text this much likelier, the shapes alone do not decide. */
#define AOI_OCR_MAX_DOUBT 3.0
