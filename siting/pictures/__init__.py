"""Pictures of a plan by matplotlib: maps for documents, notebooks and pages."""
