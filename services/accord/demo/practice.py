"""What boroughs do by common standards, and child death reviews; all made up."""

from accord.demo import (
    assessments,
    audits,
    death_years,
    deaths,
    positions,
    standards,
    teaching,
)
from accord.demo.colleagues import gather
from accord.demo.ground import Ground, Place
from accord.demo.telling import Teller


def publish(ground: Ground, *, teller: Teller) -> None:
    """Leadership publishes standards of every kind."""
    standards.publish(ground.leadership, teller=teller)


def work(borough: Place, *, teller: Teller) -> None:
    """One borough, alone: nothing here waits for another."""
    people = gather(borough)
    standards.comment(borough, people)
    positions.take(borough, people, teller=teller)
    assessments.fill(borough, people, teller=teller)
    audits.fill(borough, people, teller=teller)
    audits.release(borough, people, teller=teller)
    teaching.fill(borough, people, teller=teller)
    teaching.release(borough, people, teller=teller)
    deaths.fill(borough, people, teller=teller)
    told = death_years.last_pool()
    death_years.fill(borough, people, last=told, teller=teller)
    death_years.release(borough, people, last=told, teller=teller)
    if borough.part.slug in teaching.HOSTS:
        teaching.offer(borough, people)
    if borough.part.slug == assessments.HOST:
        assessments.share(borough, people, teller=teller)


def meet(ground: Ground, *, teller: Teller) -> None:
    """What they do with what the others sent meanwhile."""
    standards.answer(ground.leadership)
    for borough in ground.boroughs:
        people = gather(borough)
        teaching.ask_elsewhere(borough, people, teller=teller)
        if borough.part.slug == assessments.LEANS:
            assessments.lean(borough, people)
