/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/ocr/ocr-mend.h"

/* Tesseract's network sees a line scaled to one height, and guesses spaces and the case of letters that
 * have one shape in both. The page shows where the ink is: if there are as many pieces of it as
 * characters were read, each is measured. */

static gboolean
is_in_word (const AoiRect *piece, const AoiOcrWord *word)
{
  const gint middle = piece->x + piece->width / 2;

  return middle >= word->box.x && middle < word->box.x + word->box.width;
}

/**
 * aoi_ocr_words_are_aligned:
 * @words: (element-type AoiOcrWord): what was read, with boxes in the page
 * @line: the line in which it was read
 *
 * Returns: whether the line has as many pieces as characters were read, each in the word to which it
 *   would belong
 */
gboolean
aoi_ocr_words_are_aligned (const GArray *words, const AoiOcrLine *line)
{
  const GArray *pieces = line->pieces;
  guint n = 0;

  for (guint i = 0; i < words->len; i++) {
    const AoiOcrWord *word = &g_array_index (words, AoiOcrWord, i);
    const glong length = g_utf8_strlen (word->text, -1);

    for (glong k = 0; k < length; k++, n++)
      if (n >= pieces->len || !is_in_word (&g_array_index (pieces, AoiRect, n), word))
        return FALSE;
  }
  return n == pieces->len;
}

/* The pieces that lie in the word's box. */
static GArray *
find_pieces (const GArray *pieces, const AoiOcrWord *word)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (AoiRect));

  for (guint i = 0; i < pieces->len; i++)
    if (is_in_word (&g_array_index (pieces, AoiRect, i), word))
      g_array_append_val (found, g_array_index (pieces, AoiRect, i));
  return found;
}

static void
append_glyphs (GArray *glyphs, const AoiOcrWord *word, const GArray *pieces, guint first)
{
  guint i = first;

  for (const gchar *p = word->text; *p != '\0'; p = g_utf8_next_char (p)) {
    const AoiOcrGlyph glyph = { g_utf8_get_char (p), g_array_index (pieces, AoiRect, i),
      p == word->text, word->confidence };

    g_array_append_val (glyphs, glyph);
    i++;
  }
}

/* The word that begins with glyph @i, which becomes the glyph behind it. */
static AoiOcrWord
join_word (const GArray *glyphs, guint *i)
{
  const AoiOcrGlyph *first = &g_array_index (glyphs, AoiOcrGlyph, *i);
  GString *text = g_string_new (NULL);
  AoiOcrWord word = { NULL, first->confidence, first->box };

  for (; *i < glyphs->len; ++*i) {
    const AoiOcrGlyph *glyph = &g_array_index (glyphs, AoiOcrGlyph, *i);

    if (text->len > 0 && glyph->after_space)
      break;
    g_string_append_unichar (text, glyph->c);
    word.box = aoi_rect_unite (&word.box, &glyph->box);
    word.confidence = MIN (word.confidence, glyph->confidence);
  }
  word.text = g_string_free (text, FALSE);
  return word;
}

static void
append_words (GArray *words, const GArray *glyphs)
{
  for (guint i = 0; i < glyphs->len;) {
    const AoiOcrWord word = join_word (glyphs, &i);

    g_array_append_val (words, word);
  }
}

static void
append_measured_words (GArray *words, GArray *glyphs, const AoiOcrPage *page, gint height)
{
  aoi_ocr_glyphs_set_spaces (glyphs, height);
  aoi_ocr_glyphs_set_shapes (glyphs, page);
  append_words (words, glyphs);
}

/**
 * aoi_ocr_glyphs_join:
 * @glyphs: (element-type AoiOcrGlyph): a line
 *
 * Returns: (transfer full) (element-type AoiOcrWord): its words
 */
GArray *
aoi_ocr_glyphs_join (const GArray *glyphs)
{
  GArray *words = aoi_ocr_words_new ();

  append_words (words, glyphs);
  return words;
}

static void
append_copy (GArray *words, const AoiOcrWord *word)
{
  const AoiOcrWord copy = { g_strdup (word->text), word->confidence, word->box };

  g_array_append_val (words, copy);
}

static void
append_mended_word (
    GArray *words, const AoiOcrWord *word, const AoiOcrPage *page, const AoiOcrLine *line)
{
  g_autoptr (GArray) pieces = find_pieces (line->pieces, word);
  g_autoptr (GArray) glyphs = g_array_new (FALSE, FALSE, sizeof (AoiOcrGlyph));

  if ((glong) pieces->len != g_utf8_strlen (word->text, -1)) {
    append_copy (words, word);
    return;
  }
  append_glyphs (glyphs, word, pieces, 0);
  append_measured_words (words, glyphs, page, line->height);
}

/**
 * aoi_ocr_words_mend:
 * @words: (element-type AoiOcrWord): what was read, with boxes in the page
 * @page: the page
 * @line: the line in which it was read
 *
 * Sets spaces, and characters of which the shape has another meaning at another size, by what is
 * measured: never by what would make sense.
 *
 * Returns: (transfer full) (element-type AoiOcrWord): the words
 */
GArray *
aoi_ocr_words_mend (const GArray *words, const AoiOcrPage *page, const AoiOcrLine *line)
{
  GArray *mended = aoi_ocr_words_new ();

  if (aoi_ocr_words_are_aligned (words, line)) {
    g_autoptr (GArray) glyphs = g_array_new (FALSE, FALSE, sizeof (AoiOcrGlyph));

    for (guint i = 0; i < words->len; i++)
      append_glyphs (glyphs, &g_array_index (words, AoiOcrWord, i), line->pieces, glyphs->len);
    append_measured_words (mended, glyphs, page, line->height);
    return mended;
  }
  for (guint i = 0; i < words->len; i++)
    append_mended_word (mended, &g_array_index (words, AoiOcrWord, i), page, line);
  return mended;
}
