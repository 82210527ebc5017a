"""The guided interview: questions of every room, noted as a draft, released by the company alone."""
