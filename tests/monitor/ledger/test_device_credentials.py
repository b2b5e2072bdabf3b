"""Credentials of devices: what is kept can be used again, and is nowhere to be read."""

import pytest
from sqlalchemy import select, text

from collectors.snmp.usm.user import User
from monitor.ledger import device_credentials, tables
from monitor.ledger.device_credentials import CredentialError, secrets_of
from monitor.ledger.sealing import Seal, SealError
from monitor.settings.model import Credential, Data, Settings

ANNA = User("anna", "sha256", "signs-for-it", "aes128", "hides-what-it-says")
SECRETS = ("signs-for-it", "hides-what-it-says", "plant-rw", "from-the-file")


@pytest.fixture
def settings(tmp_path):
    return Settings(data=Data(directory=tmp_path), credentials={"default": Credential(community="from-the-file")})


@pytest.fixture
def seal(settings):
    return Seal(settings.key_file())


def known(ledger, settings):
    with ledger.read() as connection:
        return secrets_of(settings, connection)


def test_what_was_kept_is_known_beside_the_configuration(ledger, settings, seal):
    assert known(ledger, settings) == {"default": "from-the-file"}
    assert not settings.key_file().exists()
    assert not device_credentials.add(ledger, seal, "test", "field", ANNA)
    device_credentials.add(ledger, seal, "test", "open", User("guest"))
    device_credentials.add(ledger, seal, "test", "site", "plant-rw")
    everything = {"default": "from-the-file", "field": ANNA, "open": User("guest"), "site": "plant-rw"}
    assert known(ledger, settings) == everything
    assert settings.key_file().stat().st_mode & 0o777 == 0o600


def test_the_ledger_goes_before_the_configuration_and_a_new_secret_before_an_old_one(ledger, settings, seal):
    device_credentials.add(ledger, seal, "test", "default", "plant-rw")
    assert device_credentials.add(ledger, seal, "test", "default", ANNA)
    assert known(ledger, settings) == {"default": ANNA}
    device_credentials.remove(ledger, "test", "default")
    assert known(ledger, settings) == {"default": "from-the-file"}
    with pytest.raises(CredentialError, match="no credential of the ledger is called 'default'"):
        device_credentials.remove(ledger, "test", "default")


def test_no_secret_is_in_a_table_a_repr_or_the_trail(ledger, settings, seal):
    device_credentials.add(ledger, seal, "test", "field", ANNA)
    device_credentials.add(ledger, seal, "test", "site", "plant-rw")
    shown = repr(known(ledger, settings)["field"]) + repr(settings)
    with ledger.read() as connection:
        shown += repr(connection.execute(select(tables.device_credential)).all())
        shown += repr(connection.execute(select(tables.audit)).all())
        shown += repr(device_credentials.kept(connection))
    assert "anna" in shown
    for secret in SECRETS:
        assert secret not in shown
        assert secret.encode().hex() not in shown


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "is missing: credentials of the ledger cannot be read without it"),
        (b"not a key", "holds no key: 32 octets in base64 are meant"),
        (b"A" * 43 + b"=", "is not the one that credential 'field' was sealed with"),
    ],
)
def test_a_wrong_key_is_one_sentence(ledger, settings, seal, content, why):
    device_credentials.add(ledger, seal, "test", "field", ANNA)
    settings.key_file().unlink()
    if content is not None:
        settings.key_file().write_bytes(content)
    with pytest.raises(SealError, match=why) as said:
        known(ledger, settings)
    assert str(settings.key_file()) in str(said.value)


def test_a_missing_key_is_not_made_anew_beside_what_it_sealed(ledger, settings, seal):
    device_credentials.add(ledger, seal, "test", "field", ANNA)
    settings.key_file().unlink()
    with pytest.raises(SealError, match="is missing"):
        device_credentials.add(ledger, seal, "test", "site", "plant-rw")


def test_a_row_that_is_damaged_is_named(ledger, settings, seal):
    device_credentials.add(ledger, seal, "test", "field", ANNA)
    with ledger.write("test") as connection:
        connection.execute(text("UPDATE device_credential SET auth = 'rot13'"))
    with pytest.raises(SealError, match="credential 'field' of the ledger is damaged: add it again"):
        known(ledger, settings)
