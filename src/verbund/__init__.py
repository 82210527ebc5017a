"""Verbund: companies cooperate and see what each cooperation does to their independence."""
