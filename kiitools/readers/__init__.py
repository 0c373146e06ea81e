"""Documents and registers in: text, Word, OpenDocument, PDF, subtitles, sheets."""
