"""The data converter: pydantic models as JSON, sealed by the codec; messages and stacks of failures sealed too."""

from dataclasses import replace

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes

from adapters.temporal.codec import AesGcmCodec, Keyring


def sealed_converter(keyring: Keyring, namespace: str) -> DataConverter:
    """Return the converter that client, worker and replayer share."""
    return replace(
        pydantic_data_converter,
        payload_codec=AesGcmCodec(keyring, namespace),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )
