"""How well the kernel's clock is kept in time (adjtimex(2))."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.kernel import adjtimex
from exporterhub.node.numbers import float_text, int_text
from exporterhub.node.text import Metric, Single
from exporterhub.toolkit import NoData

_T = "node_timex_"
_PPS = "Pulse per second"
EMIT = Single(
    Metric(f"{_T}estimated_error_seconds", "gauge", "Estimated error in seconds."),
    Metric(f"{_T}frequency_adjustment_ratio", "gauge", "Local clock frequency adjustment."),
    Metric(f"{_T}loop_time_constant", "gauge", "Phase-locked loop time constant."),
    Metric(f"{_T}maxerror_seconds", "gauge", "Maximum error in seconds."),
    Metric(f"{_T}offset_seconds", "gauge", "Time offset in between local system and reference clock."),
    Metric(f"{_T}pps_calibration_total", "counter", f"{_PPS} count of calibration intervals."),
    Metric(f"{_T}pps_error_total", "counter", f"{_PPS} count of calibration errors."),
    Metric(f"{_T}pps_frequency_hertz", "gauge", f"{_PPS} frequency."),
    Metric(f"{_T}pps_jitter_seconds", "gauge", f"{_PPS} jitter."),
    Metric(f"{_T}pps_jitter_total", "counter", f"{_PPS} count of jitter limit exceeded events."),
    Metric(f"{_T}pps_shift_seconds", "gauge", f"{_PPS} interval duration."),
    Metric(f"{_T}pps_stability_exceeded_total", "counter", f"{_PPS} count of stability limit exceeded events."),
    Metric(f"{_T}pps_stability_hertz", "gauge", f"{_PPS} stability, average of recent frequency changes."),
    Metric(f"{_T}status", "gauge", "Value of the status array bits."),
    Metric(f"{_T}sync_status", "gauge", "Is clock synchronized to a reliable server (1 = yes, 0 = no)."),
    Metric(f"{_T}tai_offset_seconds", "gauge", "International Atomic Time (TAI) offset."),
    Metric(f"{_T}tick_seconds", "gauge", "Seconds between clock ticks."),
)
NANO = 0x2000  # STA_NANO: the clock counts nanoseconds
ERROR = 5  # TIME_ERROR: it is not synchronised
PPM = 1000000.0 * 65536.0  # frequencies are in millionths, scaled by 2^16 (NOTES in adjtimex(2))


class Collector(Base):
    """Asks the kernel."""

    def page(self) -> bytes:
        """Seventeen families."""
        try:
            return EMIT.render(spelled(*adjtimex.read()))
        except PermissionError as error:
            raise NoData("this process may not ask for the state of the clock") from error


def spelled(state: int, clock: adjtimex.Timex) -> list[bytes]:
    """The values in the order of the families."""
    unit = 1e9 if clock.status & NANO else 1e6
    return [
        float_text(clock.esterror / 1e6),
        float_text(1 + clock.freq / PPM),
        int_text(clock.constant),
        float_text(clock.maxerror / 1e6),
        float_text(clock.offset / unit),
        int_text(clock.calcnt),
        int_text(clock.errcnt),
        float_text(clock.ppsfreq / PPM),
        float_text(clock.jitter / unit),
        int_text(clock.jitcnt),
        int_text(clock.shift),
        int_text(clock.stbcnt),
        float_text(clock.stabil / PPM),
        int_text(clock.status),
        b"0" if state == ERROR else b"1",
        int_text(clock.tai),
        float_text(clock.tick / 1e6),
    ]
