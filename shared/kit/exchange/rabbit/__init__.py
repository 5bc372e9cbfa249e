"""The RabbitMQ adapter; only this package imports pika."""
