"""Reminders for senders whose delivery is due or overdue."""
