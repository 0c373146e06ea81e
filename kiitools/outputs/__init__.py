"""Excel, Word and review sheets."""
