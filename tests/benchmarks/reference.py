"""The reference of the exchange: what plain pika can publish, confirmed, in windows."""

import time

import pika
from pika.adapters.blocking_connection import BlockingConnection

MESSAGES = 20_000
WINDOW = 500
QUEUE = "reference"


def windowed_publish(url: str) -> float:
    """Messages per second: 1 KiB, persistent, confirmed, to a quorum queue.

    pika's own blocking channel waits for every confirm by itself; the window of 500
    needs the channel beneath it, which is the fastest way pika was found to publish.
    """
    connection = BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    channel.queue_declare(QUEUE, durable=True, arguments={"x-queue-type": "quorum"})
    channel.queue_purge(QUEUE)
    confirmed = [0]

    def settle(frame: pika.frame.Method) -> None:
        confirmed[0] = frame.method.delivery_tag

    beneath = channel._impl
    beneath.confirm_delivery(settle)
    connection.process_data_events(0.2)
    properties = pika.BasicProperties(delivery_mode=2)
    body = b"x" * 1024
    started = time.perf_counter()
    for sent in range(1, MESSAGES + 1):
        beneath.basic_publish("", QUEUE, body, properties)
        if sent % WINDOW == 0:
            channel._flush_output(lambda sent=sent: confirmed[0] >= sent)
    took = time.perf_counter() - started
    channel.queue_delete(QUEUE)
    connection.close()
    return MESSAGES / took
