"""What collectors read with: the kernel's interfaces and formats that are more than a file of numbers."""
