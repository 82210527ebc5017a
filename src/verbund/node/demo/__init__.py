"""The demonstration: three nodes in separate processes, the example region, and the story from end to end."""
