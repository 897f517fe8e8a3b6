"""The collectors of macOS: one file each. They ask psutil, under the names of node_exporter's build for Darwin."""
