"""`python -m terracutter`."""

from terracutter.cli import main

main()
