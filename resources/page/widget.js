// The page of the HTML export in a frame; what it shows is what the Python side holds.
function render({ model, el }) {
  const frame = document.createElement('iframe');
  frame.title = 'A network to play with';
  frame.style.cssText = 'width: 100%; height: 680px; border: 0';
  const same = (layers) => JSON.stringify(layers) === JSON.stringify(model.get('layers'));
  const tell = () => frame.contentDocument.dispatchEvent(new CustomEvent('layers', { detail: model.get('layers') }));
  frame.addEventListener('load', () => {
    frame.contentDocument.addEventListener('network', ({ detail }) => {
      if (same(detail)) return;
      model.set('layers', JSON.parse(JSON.stringify(detail)));
      model.save_changes();
    });
    tell();
  });
  const load = () => { frame.srcdoc = model.get('page'); };
  model.on('change:layers', tell);
  model.on('change:page', load);
  load();
  el.append(frame);
  return () => { model.off('change:layers', tell); model.off('change:page', load); };
}
export default { render };
