// Pictures: each stands once in the page, and is decoded where it is shown.

let files = null; // parsed when the first picture is wanted

/** Put a picture into a frame. */
function show(frame, place, alt) {
  files ??= read("pictures");
  frame.replaceChildren(make("img", { src: `data:image/webp;base64,${files[place]}`, alt, decoding: "async", loading: "lazy" }));
}

/** A frame with the picture of an image, or with a word where it has none. */
function framed(image, alt) {
  const frame = make("span", { class: "frame" });
  const place = images.picture[image];
  if (place >= 0) show(frame, place, alt);
  else frame.append(make("span", { class: "absent", role: "img", "aria-label": `${alt}: not in this page` }, "no picture"));
  return frame;
}

/** Fill the frames that came with the page when they come into sight, or all of them for print. */
function fillFrames() {
  const fill = (frame) => show(frame, Number(frame.dataset.picture), frame.dataset.alt);
  const watch = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watch.unobserve(target);
      fill(target);
    }
  }, { rootMargin: "400px" });
  for (const frame of document.querySelectorAll(".frame[data-picture]")) watch.observe(frame);
  window.addEventListener("beforeprint", () => {
    for (const frame of document.querySelectorAll(".frame[data-picture]:empty")) fill(frame);
  });
}
