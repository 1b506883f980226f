;;; -*- lexical-binding: t -*-
;; Drives Emacs as a user would, after the configuration of the page, and writes down what came of it.

(require 'json)
(require 'cl-lib)

(defvar patience 30)
(defvar report nil)

(defun note (key value)
  (setq report (plist-put report key value)))

(defun must (what condition)
  "Wait until CONDITION holds, and give what it gave."
  (let ((end (+ (float-time) patience)) value)
    (while (not (setq value (funcall condition)))
      (when (> (float-time) end) (error "Waited in vain for %s" what))
      (accept-process-output nil 0.02))
    value))

(defun text ()
  (buffer-substring-no-properties (point-min) (point-max)))

(defun found ()
  (vconcat
   (mapcar (lambda (each)
             (list :line (line-number-at-pos (flymake-diagnostic-beg each))
                   :text (flymake-diagnostic-text each)))
           (cl-sort (flymake-diagnostics) #'< :key #'flymake-diagnostic-beg))))

(defun cursor (string)
  (goto-char (point-min))
  (search-forward string)
  (goto-char (match-beginning 0)))

(defun choosing (title)
  "Answer the next menu with TITLE."
  (setq completing-read-function
        (lambda (_prompt items &rest _)
          (if (assoc title items) title
            (error "No %s among %S" title (mapcar #'car items)))))
  (setq last-nonmenu-event t))

(defun run ()
  (find-file (getenv "KERNEL_RUST_FILE"))
  ;; What the first key of a user would do.
  (run-hooks 'post-command-hook)
  (must "the server" #'eglot-current-server)
  (note :root (expand-file-name (project-root (eglot--project (eglot-current-server)))))
  (must "diagnostics" #'flymake-diagnostics)
  (let ((all (found)))
    (note :found all)

    (cursor "unsafe {")
    (let (shown)
      (eglot-hover-eldoc-function (lambda (string &rest _) (setq shown string)))
      (must "a hover" (lambda () shown))
      (note :hover (substring-no-properties shown))
      ;; Eglot takes Markdown where markdown-mode is installed.
      (note :hoverIsMarkdown (if (fboundp 'gfm-view-mode) t :false)))

    (cursor "as *mut u32")
    (choosing "Use `cast_mut()`")
    (call-interactively #'eglot-code-actions)
    (note :fixed (text))
    ;; Eglot sends changes when Emacs is idle, which it never is without a terminal.
    (eglot--signal-textDocument/didChange)
    (must "new diagnostics" (lambda () (< 0 (length (found)) (length all))))
    (note :left (found)))

  (cursor "as *const u8")
  (choosing "Disable as-pointer-cast for this line")
  (call-interactively #'eglot-code-actions)
  (note :suppressed (text))
  (undo-boundary)
  (undo)

  (call-interactively #'kernel-rust-fix-all)
  (note :allFixed (text)))

(condition-case problem (run)
  (error (note :problem (error-message-string problem))))
(with-temp-file (getenv "KERNEL_RUST_REPORT")
  (insert (json-serialize report)))
(set-buffer-modified-p nil)
(kill-emacs 0)
