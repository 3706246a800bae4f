"""Who the open profile acts as: opening, roles, codes and renewal."""
