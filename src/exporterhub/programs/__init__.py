"""Real programs, without root: Debian packages unpacked into a cache, and a sandbox to run them in.

A program's root is the closure of its packages' dependencies in one Debian suite, resolved by the system's own
``apt-get`` against an empty status file, so signature and checksums are verified by the tool that is trusted with that
anyway. No maintainer script runs. Roots live in the user's cache folder and are shared; what runs on one cannot
write to it.
"""

from exporterhub.programs._cache import cache_folder
from exporterhub.programs._mirror import MIRROR_SETTING, mirror
from exporterhub.programs._python import Interpreter, this_python
from exporterhub.programs._root import Root, debian_root, debian_unavailable, upstream_version
from exporterhub.programs._sandbox import PATH, Inner, bubblewrap, inner_command, outer_command, sandbox_unavailable
from exporterhub.programs._tool import run_tool, tool_command

__all__ = [
    "MIRROR_SETTING",
    "PATH",
    "Inner",
    "Interpreter",
    "Root",
    "bubblewrap",
    "cache_folder",
    "debian_root",
    "debian_unavailable",
    "inner_command",
    "mirror",
    "outer_command",
    "run_tool",
    "sandbox_unavailable",
    "this_python",
    "tool_command",
    "upstream_version",
]
