import logging

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(filename)s:%(lineno)d %(funcName)s %(message)s")


def work():
    try:
        {}["key"]
    except KeyError:
        logging.exception("work failed")


logging.info("starting")
work()
