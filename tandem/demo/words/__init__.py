"""What the demo company is told with: names, places, goods and the sentences of a German sales team."""
