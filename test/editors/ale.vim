" Drives Vim with ALE as a user would, after the configuration of the page, and writes down what came of it.

let s:report = {'hoverIsMarkdown': v:false}
let s:patience = 30000

function! s:Must(what, Condition) abort
  let l:began = reltime()
  while !a:Condition()
    if reltimefloat(reltime(l:began)) * 1000 > s:patience
      throw 'waited in vain for ' . a:what
    endif
    sleep 20m
  endwhile
endfunction

function! s:Text() abort
  return join(getline(1, '$'), "\n") . "\n"
endfunction

function! s:Found() abort
  let l:list = filter(copy(get(get(g:, 'ale_buffer_info', {}), bufnr(''), {'loclist': []}).loclist), 'v:val.linter_name ==# "kernel-rust"')
  return map(l:list, '{"line": v:val.lnum, "column": v:val.col, "code": get(v:val, "code", ""), "message": v:val.text, "type": v:val.type}')
endfunction

function! s:Cursor(pattern) abort
  call cursor(1, 1)
  if search(a:pattern, 'c') == 0
    throw 'no ' . a:pattern
  endif
endfunction

" Chooses an entry of the list of code actions by its title.
function! s:Choose(title) abort
  let s:title = a:title
  let l:before = s:Text()
  call ale#codefix#Execute(0, function('s:Chosen'))
  call s:Must(a:title, {-> s:Text() !=# l:before})
endfunction

function! s:Chosen(data, items) abort
  for l:item in a:items
    if l:item[1].title ==# s:title
      return ale#codefix#ApplyLSPCodeAction(a:data, l:item[1])
    endif
  endfor
  throw 'no ' . s:title . ' among ' . string(map(copy(a:items), 'v:val[1].title'))
endfunction

function! s:Preview() abort
  for l:window in range(1, winnr('$'))
    if getwinvar(l:window, '&previewwindow')
      return join(getbufline(winbufnr(l:window), 1, '$'), "\n")
    endif
  endfor
  return ''
endfunction

function! s:Run() abort
  execute 'edit ' . $KERNEL_RUST_FILE
  call s:Must('diagnostics', {-> !empty(s:Found())})
  let s:report.found = s:Found()
  let s:report.root = KernelRustRoot(bufnr(''))

  call s:Cursor('unsafe {')
  normal K
  call s:Must('a hover', {-> !empty(s:Preview())})
  let s:report.hover = s:Preview()
  pclose

  " The fix stands first in ALE's list, which asks for a number.
  call s:Cursor('as \*mut u32')
  let l:before = s:Text()
  normal ga
  call feedkeys("1\<CR>", 't')
  call s:Must('the quick fix', {-> s:Text() !=# l:before})
  let s:report.fixed = s:Text()
  " Vim tells plugins of a change when it waits for a key, which it does not do in a script.
  doautocmd TextChanged
  call s:Must('new diagnostics', {-> len(s:Found()) < len(s:report.found)})
  let s:report.left = s:Found()

  call s:Cursor('as \*const u8')
  call s:Choose('Disable as-pointer-cast for this line')
  let s:report.suppressed = s:Text()
  undo

  let l:before = s:Text()
  ALEFix
  call s:Must('all fixes', {-> s:Text() !=# l:before})
  let s:report.allFixed = s:Text()
endfunction

try
  call s:Run()
catch
  let s:report.problem = v:exception . ' at ' . v:throwpoint
endtry
call writefile([json_encode(s:report)], $KERNEL_RUST_REPORT)
qall!
