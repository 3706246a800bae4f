"""From "yes" to "done": the plan, the Guard, running step by step, the journal, undo."""
