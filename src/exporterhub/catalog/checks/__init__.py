"""What ``catalog check`` asks of an entry, beyond what loading finds: one subject per module.

Each module offers ``check(entry, catalog)``, which yields findings; being in this folder is the registration.
"""
