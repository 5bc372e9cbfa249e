"""The calendar: every meeting of every body, for pages and for calendars of others."""
