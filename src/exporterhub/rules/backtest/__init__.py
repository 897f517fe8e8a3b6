"""How often, when and for how long alerts would have fired over the past of a live Prometheus.

``backtest`` asks the server in pieces that fit its limits and keeps what it has learned in state files, so that it
goes on where it was interrupted; ``chart`` draws the result.
"""

from ._chart import ASCII, BLOCKS, chart
from ._result import Fired, Result
from ._run import Progress, backtest
from ._spells import Spell, comebacks, spells_of

__all__ = ["ASCII", "BLOCKS", "Fired", "Progress", "Result", "Spell", "backtest", "chart", "comebacks", "spells_of"]
