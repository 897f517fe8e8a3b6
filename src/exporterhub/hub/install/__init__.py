"""How an exporter is installed and scraped: commands, units, manifests and scrape jobs for a visitor's own choices.

Everything here is a pure function of an entry and the choices; nothing is run and nothing is fetched. Credentials never
appear in what is produced: they are handed over in files or environment files that the reader fills in.
"""

from exporterhub.hub.install._plan import plan
from exporterhub.hub.install.choices import ChoiceProblem, Choices, read_choices
from exporterhub.hub.install.model import Block, Method, Plan
from exporterhub.hub.install.subject import version_key

__all__ = ["Block", "ChoiceProblem", "Choices", "Method", "Plan", "plan", "read_choices", "version_key"]
