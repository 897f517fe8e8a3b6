"""The hub's state: what has to outlive a process and be the same in all of them.

SQLite by default, PostgreSQL by URL; SQLAlchemy Core on both, and Alembic's migrations are run when it is opened.
"""

from exporterhub.hub.state._address import DATABASE_SETTING, chosen_database, default_file, parse_database
from exporterhub.hub.state._counter import ViewCounter
from exporterhub.hub.state._errors import NewerState, NoDatabase, NotWritable, StateUnavailable
from exporterhub.hub.state._state import State, open_state
from exporterhub.hub.state._views import DAYS

__all__ = [
    "DATABASE_SETTING",
    "DAYS",
    "NewerState",
    "NoDatabase",
    "NotWritable",
    "State",
    "StateUnavailable",
    "ViewCounter",
    "chosen_database",
    "default_file",
    "open_state",
    "parse_database",
]
