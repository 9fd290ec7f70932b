"""A small REST service, as FastAPI makes them: it knows nothing of MCP. `npm run test:rest` calls it as tools."""

import base64
from enum import Enum
from typing import Dict, List, Optional

from fastapi import Body, Cookie, Depends, FastAPI, Header, HTTPException, Path, Query, Response
from fastapi.security import APIKeyHeader, HTTPBasic, HTTPBasicCredentials, HTTPBearer
from pydantic import BaseModel, Field

app = FastAPI(title="Library", version="1.2.3", description="Books, and who reads them")

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class Kind(str, Enum):
    novel = "novel"
    poem = "poem"


class Book(BaseModel):
    title: str = Field(..., min_length=1)
    pages: int = Field(1, gt=0)
    kind: Kind = Kind.novel
    tags: List[str] = []


class Shelved(Book):
    id: int


class Shelf(BaseModel):
    name: str
    shelves: List["Shelf"] = []


Shelf.update_forward_refs()

books: Dict[int, Book] = {1: Book(title="Momo", pages=269)}


@app.get("/health")
def health():
    return {"status": "ok"}


@app.get("/books", summary="Find books")
def find_books(
    q: Optional[str] = Query(None, description="Words of the title"),
    tag: List[str] = Query([]),
    limit: int = Query(10, ge=1, le=100),
):
    return {"q": q, "tag": tag, "limit": limit, "total": len(books)}


@app.post("/books", status_code=201, response_model=Shelved)
def add_book(book: Book):
    number = max(books) + 1
    books[number] = book
    return {"id": number, **book.dict()}


@app.get("/books/{book_id}", response_model=Shelved)
def get_book(book_id: int = Path(..., ge=1)):
    if book_id not in books:
        raise HTTPException(404, "no such book")
    return {"id": book_id, **books[book_id].dict()}


@app.put("/books/{book_id}", response_model=Shelved)
def replace_book(book_id: int, book: Book):
    books[book_id] = book
    return {"id": book_id, **book.dict()}


@app.delete("/books/{book_id}", status_code=204)
def delete_book(book_id: int):
    books.pop(book_id, None)
    return Response(status_code=204)


@app.get("/files/{name}")
def get_file(name: str):
    return {"name": name}


@app.get("/echo")
def echo(x_trace: Optional[str] = Header(None), session: Optional[str] = Cookie(None), user_agent: str = Header("")):
    return {"trace": x_trace, "session": session, "agent": user_agent}


@app.post("/shelves")
def count_shelves(shelf: Shelf):
    def count(one: Shelf) -> int:
        return 1 + sum(count(inner) for inner in one.shelves)

    return {"count": count(shelf)}


@app.post("/sum")
def add_up(numbers: List[float] = Body(...)):
    return sum(numbers)


@app.get("/cover")
def cover():
    return Response(base64.b64decode(PIXEL), media_type="image/png")


@app.get("/moved/")
def moved():
    return {"at": "its new place"}


@app.get("/broken")
def broken():
    raise RuntimeError("on purpose")


@app.get("/by-bearer")
def by_bearer(token=Depends(HTTPBearer())):
    return {"token": token.credentials}


@app.get("/by-key")
def by_key(key: str = Depends(APIKeyHeader(name="X-Key", scheme_name="key"))):
    return {"key": key}


@app.get("/by-password")
def by_password(who: HTTPBasicCredentials = Depends(HTTPBasic())):
    return {"user": who.username, "password": who.password}


# The first system's convention: tools at addresses of their own, behind a key.
@app.get("/tools", include_in_schema=False)
def tools(token=Depends(HTTPBearer())):
    schema = {"type": "object", "properties": {"words": {"type": "array", "items": {"type": "string"}}}, "required": ["words"]}
    return {"tools": [{"name": "join", "description": "Joins words", "input_schema": schema}]}


@app.post("/tools/{tool}", include_in_schema=False)
def call_tool(tool: str, args: dict = Body(...), token=Depends(HTTPBearer())):
    if token.credentials != "secret":
        raise HTTPException(403, "wrong key")
    if tool != "join":
        raise HTTPException(404, "no such tool")
    return {"joined": " ".join(args["words"])}
