"""`python -m verbund` is the command line."""

from verbund.node.cli import main

main()
