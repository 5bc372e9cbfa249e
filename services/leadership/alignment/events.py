"""What is heard from the boroughs of where they stand."""

ADOPTION_RECORDED = "uk.accord.standards.adoption.recorded.v1"
