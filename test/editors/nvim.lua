-- Drives Neovim as a user would, after the configuration of the page, and writes down what came of it.

local patience = 30000
local report = { hoverIsMarkdown = true }

local function must(what, condition)
  if not vim.wait(patience, condition, 20) then
    error('waited in vain for ' .. what)
  end
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n') .. '\n'
end

local function found()
  return vim.tbl_map(function(each)
    return { line = each.lnum + 1, code = each.code, source = each.source, message = each.message, severity = each.severity }
  end, vim.diagnostic.get(0))
end

-- Chooses an entry of a menu by its title.
local function choose(title)
  vim.ui.select = function(items, options, on_choice)
    local titles = {}
    for _, item in ipairs(items) do
      local shown = options.format_item(item)
      table.insert(titles, shown)
      if shown == title then
        return on_choice(item)
      end
    end
    error('no ' .. title .. ' among ' .. table.concat(titles, ', '))
  end
end

local function cursor(pattern)
  vim.fn.cursor(1, 1)
  assert(vim.fn.search(pattern, 'c') > 0, pattern)
end

local function press(keys)
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes(keys, true, false, true), 'mx', false)
end

local function run()
  vim.cmd('filetype on')
  vim.cmd('edit ' .. vim.env.KERNEL_RUST_FILE)
  must('diagnostics', function()
    return #vim.diagnostic.get(0) > 0
  end)
  report.found = found()
  report.root = vim.lsp.buf.list_workspace_folders()[1]

  cursor('unsafe {')
  press('K')
  local function float()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= '' then
        return window
      end
    end
  end
  must('a hover', float)
  report.hover = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(float()), 0, -1, false), '\n')
  vim.api.nvim_win_close(float(), true)

  cursor('as \\*mut u32')
  choose('Use `cast_mut()`')
  local before = text()
  press('gra')
  must('the quick fix', function()
    return text() ~= before
  end)
  report.fixed = text()
  must('new diagnostics', function()
    return #vim.diagnostic.get(0) < #report.found
  end)
  report.left = found()

  cursor('as \\*const u8')
  choose('Disable as-pointer-cast for this line')
  before = text()
  press('gra')
  must('the suppression', function()
    return text() ~= before
  end)
  report.suppressed = text()
  vim.cmd('undo')

  before = text()
  vim.cmd('KernelRustFixAll')
  must('all fixes', function()
    return text() ~= before
  end)
  report.allFixed = text()
end

local ok, problem = pcall(run)
if not ok then
  report.problem = tostring(problem)
end
vim.fn.writefile({ vim.fn.json_encode(report) }, vim.env.KERNEL_RUST_REPORT)
vim.cmd('qall!')
