"""Every page that reaches into the vault."""

from fastapi import APIRouter

from adapters.web.pages.vault import (
    anonymity,
    breaking_glass,
    erasing,
    moving,
    noting,
    opening,
    reading,
    searching,
    writing,
)

router = APIRouter()
for module in (reading, writing, noting, moving, erasing, anonymity, breaking_glass, opening, searching):
    router.include_router(module.router)
