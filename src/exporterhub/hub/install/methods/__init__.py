"""One module per way to install.

Each offers ``ORDER``, its position among the tabs, and ``method(subject)``, which is None where it does not apply.
"""
