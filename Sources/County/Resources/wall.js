"use strict";
// The server draws; this only puts in what it sends, and says so when it no longer does.
const board = document.getElementById("board");
const source = new EventSource("/wall/events");
source.addEventListener("board", (event) => {
  board.innerHTML = event.data;
  document.documentElement.dataset.link = "up";
});
source.addEventListener("error", () => {
  document.documentElement.dataset.link = "down";
});
