"""Units with their rota, contingency plans that start by themselves, and storms."""
