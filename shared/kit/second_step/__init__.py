"""The second step of signing in: codes of an app, and recovery codes on paper."""
