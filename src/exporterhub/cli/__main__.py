"""``python -m exporterhub.cli`` is the command."""

import sys

from exporterhub.cli import main

if __name__ == "__main__":
    sys.exit(main())
