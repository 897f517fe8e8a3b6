"""One verb per file. A file's name gives the verb's words: ``rules_check.py`` is ``exporterhub rules check``."""
