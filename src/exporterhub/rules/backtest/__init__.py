"""How often, when and for how long alerts would have fired over the past of a live Prometheus.

``backtest`` asks the server in pieces that fit its limits and keeps what it has learned in a state file, so that it
goes on where it was interrupted; ``chart`` draws the result.
"""

from ._chart import chart
from ._run import Progress, Result, backtest
from ._spells import Spell, spells_of

__all__ = ["Progress", "Result", "Spell", "backtest", "chart", "spells_of"]
