"""The search index: one SQLite file in the user's cache folder, built when the catalog's files changed.

Reading it imports sqlite3 and nothing else: a search is a whole process on the command line.
"""
