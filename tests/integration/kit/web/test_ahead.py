"""What is done before the first reader comes, and what its failing may not do."""

from flask import Flask

from kit.web import ahead


def test_all_is_done_for_the_application_and_it_comes_back():
    app, done = Flask("any"), []
    ahead.furnish(app, [done.append, done.append])
    assert ahead.prepare(app) is app
    assert done == [app, app]


def test_what_fails_is_logged_by_its_kind_and_stops_nothing_else(written):
    app, done = Flask("any"), []

    def fail(_app):
        raise RuntimeError("secret")

    ahead.furnish(app, [fail, done.append])
    ahead.prepare(app)
    assert done == [app]
    [line] = written()
    assert (line["event"], line["error"]) == ("not prepared", "RuntimeError")
    assert "secret" not in str(line)


def test_templates_are_all_kept_and_know_what_was_registered_later(make_app):
    env = make_app().jinja_env
    for name in env.list_templates(extensions=["html"]):
        known = env.get_template(name).globals
    assert len(env.cache) == len(env.list_templates(extensions=["html"])) > 400
    assert {"asset", "csp_nonce", "csrf_token", "help_here"} <= set(known)
