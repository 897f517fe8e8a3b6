"""The pages people see: one module per page, each offering a ``router``. They work without JavaScript."""
