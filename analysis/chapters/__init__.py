"""One module a chapter: each public function makes one figure, table or paragraph from the parameters."""
