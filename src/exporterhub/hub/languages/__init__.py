"""The languages of the pages: which one a visitor reads, and how texts, numbers and dates are said in it.

::

    path, visit = read_visit("/ko/tiers", b"en;q=0.8")    # "/tiers", a visit in Korean whose links keep "/ko"
    visit.url("/exporters/redis")                         # "/ko/exporters/redis"
    visit.language.tell(say("%(num)s rules", num=3))      # the sentence in Korean

A language is a folder of ``hub/locale`` with a catalog in it (``ko/LC_MESSAGES/exporterhub.po``); English needs none,
since the texts in the source are English. Catalogs are compiled in memory when the first page asks for them.
"""

from exporterhub.hub.languages.language import ENGLISH, Language, language_of, languages
from exporterhub.hub.languages.negotiate import negotiate
from exporterhub.hub.languages.templates import install_language
from exporterhub.hub.languages.visit import SCOPE, Visit, read_visit, visit_of

__all__ = [
    "ENGLISH",
    "SCOPE",
    "Language",
    "Visit",
    "install_language",
    "language_of",
    "languages",
    "negotiate",
    "read_visit",
    "visit_of",
]
