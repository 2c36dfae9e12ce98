"""The verbs: collect, draft, approve, publish, deliver, and the tick that owes them. Each may be run twice."""
