/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* How sure shapes must be, as natural logarithms of how much likelier another character is than the expected
 * one. Chosen on fonts that the net has not learnt, see tests/text.sh. */

/* A character is sure to stand there below the first; where zeros and letters O may stand for each other, below
 * the second; where others that look alike may, if shapes tell these well, below the third; where the print does not
 * show what tells both, below the fourth. Unless that it is no character is likelier than it by the fifth. */
#define AOI_OCR_MAX_SURE (-2.0)
#define AOI_OCR_MAX_SURE_ROUND (-3.0)
#define AOI_OCR_MAX_SURE_ALIKE (-5.0)
#define AOI_OCR_MAX_SURE_VAGUE (-6.0)
#define AOI_OCR_MAX_ELSE 0.5

/* Where Tesseract reads the expected one, another one stands there above the first; above the second if Tesseract
 * reads all that is expected of the line, and above the third if the print does not show what tells both. */
#define AOI_OCR_MAX_READ 1.0
#define AOI_OCR_MAX_READ_ALL 2.0
#define AOI_OCR_MAX_READ_VAGUE 5.0

/* If another way to cut a line makes some text this much likelier, the shapes alone do not decide. */
#define AOI_OCR_MAX_DOUBT 3.0
