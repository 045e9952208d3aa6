"""The page of a plan: report.html, one offline file with a map, in Chinese and English."""
