"""The collectors of Windows: one file each. They ask psutil, under the names of windows_exporter."""
