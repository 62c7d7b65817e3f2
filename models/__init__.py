"""The vocabulary: frozen classes for territory, fleet, people, demand, rules, plans and notices."""
